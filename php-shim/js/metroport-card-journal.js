/** The last changes of the customer, on his card: asked for each time when somebody opens them, and not before. */
(function () {
	'use strict';

	var Metroport = window.Metroport;
	var body = document.querySelector('[data-journal]');
	if (!body) {
		return;
	}

	function show(answer) {
		if (answer.rows.length === 0) {
			body.textContent = body.dataset.empty;
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
		Metroport.request(body, {customer_id: body.dataset.customer}).then(show, function (error) {
			var notice = Metroport.renderById('metroport-error', error);
			notice.querySelector('button').addEventListener('click', load);
			body.replaceChildren(notice);
		}).then(function () {
			body.removeAttribute('aria-busy');
		});
	}

	// LMS tells nobody that it shows or hides a tab, at a click or because it was left open: its style tells.
	var panel = document.getElementById('metroportjournalpanel');
	var open = false;

	function look() {
		var wasOpen = open;
		open = getComputedStyle(panel).display !== 'none';
		if (open && !wasOpen) {
			load();
		}
	}

	new MutationObserver(look).observe(panel, {attributes: true, attributeFilter: ['class', 'style']});
	look();
})();
