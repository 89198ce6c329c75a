/**
 * What MMS tells of one row of a list at a time: asked for when the rows are shown, and put where it belongs.
 */
(function () {
	'use strict';

	var Metroport = window.Metroport;

	/** Rows whose later values are asked for at once: those at the top of the page come soon, and no request takes long. */
	var LATER = 40;

	/**
	 * Fills the places with data-later, which MMS tells of one row at a time, while the rows are read already; until then
	 * there are dots, and data-untold where it told nothing.
	 */
	Metroport.fillLater = function (part, body, rows, isLatest) {
		var places = rows.map(function (row, position) {
			return {id: row.id, cells: body.rows[position].querySelectorAll('[data-later]')};
		});
		if (places.length === 0 || places[0].cells.length === 0) {
			return;
		}
		var put = function (place, values) {
			place.cells.forEach(function (cell) {
				var value = values[cell.dataset.later];
				cell.textContent = value === undefined ? cell.dataset.untold : value;
			});
		};
		places.forEach(function (place) {
			place.cells.forEach(function (cell) {
				cell.textContent = '\u2026';
			});
		});
		var next = function () {
			var some = places.splice(0, LATER);
			if (some.length === 0 || !isLatest()) {
				return;
			}
			var ids = some.map(function (place) {
				return place.id;
			});
			Metroport.request(part, {later: ids.join(',')}).then(function (answer) {
				some.forEach(function (place) {
					put(place, answer.rows.find(function (row) {
						return row.id === place.id;
					}) || {});
				});
				next();
			}, function () {
				some.concat(places).forEach(function (place) {
					put(place, {});
				});
			});
		};
		next();
	};
})();
