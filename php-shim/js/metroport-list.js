/**
 * Lists of the Metroport plugin: the page is shown first, what needs MMS comes after it.
 *
 * A part of a page says what it is by attributes:
 *   data-metroport="list"  a table that is paged, sorted, searched, filtered and exported on the server
 *   data-metroport="rows"  rows that are loaded once, and again by a button; without data-empty it stays hidden while
 *                          there are none
 * Rows are made from the part's <template data-row>. A button with data-ask="id" opens that dialog, for its row or for
 * none, and all parts are loaded again when it has done its work.
 */
(function () {
	'use strict';

	var Metroport = window.Metroport;
	var texts = Metroport.texts;
	var format = Metroport.format;

	function widthOf(table) {
		return Array.prototype.reduce.call(table.tHead.rows[0].cells, function (sum, cell) {
			return sum + cell.colSpan;
		}, 0);
	}

	/** Shows one wide row: a spinner, an error, or that there is nothing. */
	function showNotice(body, content) {
		var cell = document.createElement('td');
		cell.colSpan = widthOf(body.closest('table'));
		cell.className = 'empty-table';
		cell.append(content);
		var row = document.createElement('tr');
		row.append(cell);
		body.replaceChildren(row);
	}

	function showSpinner(body) {
		body.setAttribute('aria-busy', 'true');
		showNotice(body, Metroport.renderById('metroport-spinner', {}));
	}

	function showError(body, error, retry) {
		var notice = Metroport.renderById('metroport-error', error);
		notice.querySelector('button').addEventListener('click', retry);
		showNotice(body, notice);
	}

	/**
	 * Asks, and shows the answer unless something newer has been asked meanwhile; `show` gets the answer, and a function
	 * that tells whether it still is the latest one.
	 */
	function loader(part, body, fields, show) {
		var latest = 0;
		var restore = null;
		var done = function () {
			body.removeAttribute('aria-busy');
			if (restore) {
				restore();
			}
			restore = null;
		};
		return function load() {
			var mine = ++latest;
			// Asked again before an answer came, the focus is lost already, and where it was is known.
			restore = Metroport.keepFocus(body) || restore;
			showSpinner(body);
			return Metroport.request(part, fields()).then(function (answer) {
				if (mine === latest) {
					show(answer, function () {
						return mine === latest;
					});
					done();
				}
			}, function (error) {
				if (mine === latest) {
					showError(body, error, load);
					done();
				}
			});
		};
	}

	/** Says what was done, where the page has a place for it. */
	function showDone(answer) {
		var place = document.querySelector('[data-place="notice"]');
		if (place) {
			place.textContent = answer.notice || '';
		}
	}

	/** What is done in one part of a page may show in the others. */
	var CHANGED = Metroport.CHANGED = 'metroport-changed';

	/** The values of each row that is shown. */
	var valuesOf = new WeakMap();

	/** Lets the buttons with data-ask open their dialogs, and data-history the history; the row's values are the dialog's. */
	function startAsking(container, row) {
		container.querySelectorAll('[data-history]').forEach(function (button) {
			button.addEventListener('click', function (event) {
				event.preventDefault();
				Metroport.showHistory(row);
			});
		});
		container.querySelectorAll('[data-ask]').forEach(function (button) {
			button.addEventListener('click', function (event) {
				event.preventDefault();
				var template = document.getElementById(button.dataset.ask);
				var fields = {};
				(template.dataset.fields || '').split(' ').filter(Boolean).forEach(function (name) {
					fields[name] = row[name];
				});
				if (template.dataset.action) {
					fields.action = template.dataset.action;
				}
				var refused = false;
				Metroport.ask(template, row, fields, function (form) {
					form.addEventListener('metroport-refused', function () {
						refused = true;
					});
				}).then(function (answer) {
					if (answer !== null) {
						showDone(answer);
					}
					// What was refused, or got lost, may have been done all the same.
					if (answer !== null || refused) {
						document.dispatchEvent(new Event(CHANGED));
					}
				});
			});
		});
	}

	function fillRows(part, body, rows) {
		var template = part.querySelector('template[data-row]');
		if (rows.length === 0) {
			showNotice(body, part.dataset.empty);
			return;
		}
		body.replaceChildren.apply(body, rows.map(function (row) {
			var copy = Metroport.render(template, row);
			startAsking(copy, row);
			valuesOf.set(copy.firstElementChild, row);
			return copy;
		}));
	}

	function startRows(part) {
		var body = part.querySelector('tbody');
		var reload = part.querySelector('[data-action="reload"]');
		var load = loader(part, body, function () {
			return part.dataset.action ? {action: part.dataset.action} : {};
		}, function (answer) {
			var rows = answer[part.dataset.rows];
			fillRows(part, body, rows);
			// Without words for "nothing" there is nothing to be said then.
			part.hidden = rows.length === 0 && !part.dataset.empty;
		});
		if (reload) {
			reload.addEventListener('click', load);
		}
		document.addEventListener(CHANGED, load);
		load();
	}

	function showOrder(part, view) {
		part.querySelectorAll('a[data-sort]').forEach(function (link) {
			var arrow = link.nextElementSibling;
			if (arrow && arrow.tagName === 'IMG') {
				arrow.remove();
			}
			if (link.dataset.sort === view.sort) {
				var image = document.createElement('img');
				// The names are LMS's: they tell what a click will do.
				image.src = view.descending === '1' ? 'img/asc_order.gif' : 'img/desc_order.gif';
				image.alt = view.descending === '1' ? texts().descending : texts().ascending;
				link.after(image);
			}
		});
	}

	function startList(part) {
		var body = part.querySelector('tbody');
		var form = part.querySelector('form');
		var sorts = part.querySelectorAll('a[data-sort]');
		var key = 'metroport:' + part.dataset.url;

		part.querySelectorAll('[data-wide]').forEach(function (cell) {
			cell.colSpan = widthOf(cell.closest('table'));
		});

		// Kept with the tab's history, so that "back" finds the list as it was left. Not in the address: a search may
		// be for a PESEL, and addresses are logged.
		var view = Object.assign(
			{page: '1', search: '', sort: part.dataset.sort, descending: part.dataset.descending},
			Object.fromEntries(new FormData(form)),
			(history.state || {})[key]
		);

		var load = loader(part, body, function () {
			return view;
		}, function (answer, isLatest) {
			var last = Math.max(1, Math.ceil(answer.total / answer.limit));
			if (answer.rows.length === 0 && answer.page > last) {
				change({page: String(last)});
				return;
			}
			fillRows(part, body, answer.rows);
			Metroport.fillLater(part, body, answer.rows, isLatest);
			part.querySelectorAll('[data-place="note"]').forEach(function (element) {
				element.textContent = answer.note || '';
				element.parentElement.hidden = !answer.note;
			});
			part.querySelectorAll('[data-place="total"]').forEach(function (element) {
				element.textContent = format(texts().total, answer.total);
			});
			part.querySelectorAll('[data-place="pager"]').forEach(function (cell) {
				cell.parentElement.hidden = answer.total === 0;
				Metroport.showPager(cell, answer, function (number) {
					change({page: String(number)});
				});
			});
		});

		function change(what) {
			Object.assign(view, what);
			var kept = {};
			kept[key] = view;
			history.replaceState(Object.assign({}, history.state, kept), '');
			showOrder(part, view);
			load();
		}

		Object.keys(view).forEach(function (name) {
			if (form.elements[name]) {
				form.elements[name].value = view[name];
			}
		});
		var ask = function () {
			change(Object.assign(Object.fromEntries(new FormData(form)), {page: '1'}));
		};
		// LMS turns off the button of a form that was sent, for good, as if the page were left: this one is asked again.
		part.addEventListener('submit', function (event) {
			event.preventDefault();
			event.stopPropagation();
			ask();
		}, true);
		form.querySelectorAll('select, input[type="date"]').forEach(function (select) {
			select.addEventListener('change', ask);
		});
		sorts.forEach(function (link) {
			link.addEventListener('click', function (event) {
				event.preventDefault();
				var again = link.dataset.sort === view.sort && view.descending === '0';
				change({page: '1', sort: link.dataset.sort, descending: again ? '1' : '0'});
			});
		});
		startAsking(form, {});
		document.addEventListener(CHANGED, load);
		Metroport.startExport(part, view, part.dataset.key ? Metroport.startMarks(part, function (element) {
			return valuesOf.get(element);
		}, function () {
			document.dispatchEvent(new Event(CHANGED));
		}) : function () {
			return [];
		});
		change({});
	}

	document.querySelectorAll('[data-metroport]').forEach(function (part) {
		var start = {list: startList, rows: startRows}[part.dataset.metroport];
		if (start) {
			start(part);
		}
	});
})();
