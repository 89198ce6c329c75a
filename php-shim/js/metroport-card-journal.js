/** The last changes of the customer, on his card: asked for each time when somebody opens them, and not before. */
(function () {
	'use strict';

	var Metroport = window.Metroport;
	var part = document.querySelector('[data-journal]');
	if (!part) {
		return;
	}
	var body = part.querySelector('[data-place="journal"]');

	function show(answer) {
		if (answer.rows.length === 0) {
			body.textContent = part.dataset.empty;
			return;
		}
		var table = Metroport.renderById('metroport-card-journal', {});
		table.querySelector('tbody').replaceChildren.apply(table.querySelector('tbody'), answer.rows.map(function (row) {
			return Metroport.renderById('metroport-card-journal-row', row);
		}));
		body.replaceChildren(table);
	}

	function load() {
		body.setAttribute('aria-busy', 'true');
		body.replaceChildren(Metroport.renderById('metroport-spinner', {}));
		Metroport.request(part, {customer_id: part.dataset.customer}).then(show, function (error) {
			var notice = Metroport.renderById('metroport-error', error);
			notice.querySelector('button').addEventListener('click', load);
			body.replaceChildren(notice);
		}).then(function () {
			body.removeAttribute('aria-busy');
		});
	}

	part.addEventListener('toggle', function () {
		if (part.open) {
			load();
		}
	});
})();
