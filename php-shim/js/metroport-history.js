/** History of a decoder: a button of its row opens a dialog with what the journal has of it. */
(function () {
	'use strict';

	var Metroport = window.Metroport;
	var source = document.getElementById('metroport-history');
	if (!source) {
		return;
	}

	function show(place, answer) {
		if (answer.rows.length === 0) {
			place.textContent = source.dataset.empty;
			return;
		}
		var table = Metroport.renderById('metroport-history-table', {});
		table.querySelector('tbody').append.apply(table.querySelector('tbody'), answer.rows.map(function (row) {
			return Metroport.renderById('metroport-history-row', row);
		}));
		place.replaceChildren(table);
	}

	/** @param {Object} decoder values of its row */
	Metroport.showHistory = function (decoder) {
		var place = document.createElement('div');
		var load = function () {
			place.replaceChildren(Metroport.renderById('metroport-spinner', {}));
			Metroport.request(source, {mac: decoder.mac}).then(function (answer) {
				show(place, answer);
				if (place.isConnected) {
					Metroport.centre(body);
				}
			}, function (error) {
				var notice = Metroport.renderById('metroport-error', error);
				notice.querySelector('button').addEventListener('click', load);
				place.replaceChildren(notice);
			});
		};
		var content = document.createDocumentFragment();
		content.append(Metroport.render(source, decoder), place);
		var body = Metroport.dialog(content, source.dataset.title, [
			Metroport.button(Metroport.texts().close, 'ui-icon-check', function () {
				$(this).dialog('close');
			})
		], function () {});
		load();
	};
})();
