/** The button of a list that saves its rows into a file for a spreadsheet. */
(function () {
	'use strict';

	var Metroport = window.Metroport;
	var texts = Metroport.texts;
	var format = Metroport.format;

	/**
	 * Fetches the list as a file, part by part: no request takes long, a failure leaves no half a file, and the user
	 * sees how far it is.
	 */
	function exportList(part, view, progress) {
		var parts = [];
		var next = function (offset) {
			return Metroport.request(part, Object.assign({}, view, {csv: '1', offset: String(offset)})).then(function (answer) {
				parts.push(answer.text);
				progress(Math.min(answer.next || answer.total, answer.total), answer.total);
				return answer.next === null ? new Blob(parts, {type: 'text/csv;charset=utf-8'}) : next(answer.next);
			});
		};
		return next(0);
	}

	function save(blob, name) {
		var link = document.createElement('a');
		link.href = URL.createObjectURL(blob);
		link.download = name;
		link.click();
		setTimeout(function () {
			URL.revokeObjectURL(link.href);
		}, 60000);
	}

	/**
	 * @param {Object} view what the list is asked for
	 * @param {function(): Array<Object>} marked when some rows are marked, only they are exported
	 */
	Metroport.startExport = function (part, view, marked) {
		var button = part.querySelector('[data-action="export"]');
		var progress = button.querySelector('[data-place="progress"]');
		button.addEventListener('click', function () {
			var ids = marked().map(function (row) {
				return row[part.dataset.key];
			});
			// A copy: the list may be asked for something else while the file is fetched.
			var asked = Object.assign({}, view, ids.length === 0 ? {} : {ids: ids.join(',')});
			button.disabled = true;
			exportList(part, asked, function (done, total) {
				progress.textContent = format(texts().exported, done, total);
			}).then(function (blob) {
				save(blob, part.dataset.file);
			}, Metroport.tell).then(function () {
				progress.textContent = '';
				button.disabled = false;
			});
		});
	};
})();
