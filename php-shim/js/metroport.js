/**
 * Pages of the Metroport plugin: the page is shown first, what needs MMS comes after it.
 *
 * A part of a page says what it is by attributes:
 *   data-metroport="list"  a table that is paged, sorted, searched and filtered on the server
 *   data-metroport="rows"  rows that are loaded once, and again by a button
 * with data-url (of a module, `&api=1`) and data-token. Rows are made from the part's <template> (see render()).
 * Whatever comes from the server becomes text, never markup.
 */
(function () {
	'use strict';

	var texts = function () {
		return document.getElementById('metroport-texts').dataset;
	};

	/** Puts values for $a, $b, ... into a translated sentence, as LMS's trans() does. */
	function format(text) {
		var values = Array.prototype.slice.call(arguments, 1);
		return text.replace(/\$([a-z])/g, function (found, letter) {
			var value = values[letter.charCodeAt(0) - 97];
			return value === undefined ? found : String(value);
		});
	}

	/** Posts to the part's module. Rejects with {sentence, mms}; mms is the text of MMS, '' when it said nothing. */
	function request(part, fields) {
		var failure = function (sentence) {
			return Promise.reject({sentence: sentence, mms: ''});
		};
		var body = new URLSearchParams(fields);
		body.set('token', part.dataset.token);

		return fetch(part.dataset.url, {method: 'POST', body: body, credentials: 'same-origin'}).then(function (response) {
			if (response.status === 401) {
				return failure(texts().session);
			}
			return response.text().then(function (body) {
				// LMS itself refuses without a word.
				if (body === '') {
					return failure(texts().right);
				}
				var answer;
				try {
					answer = JSON.parse(body);
				} catch (error) {
					return failure(texts().garbled);
				}
				return answer.error ? Promise.reject(answer.error) : answer;
			}, function () {
				return failure(texts().lost);
			});
		}, function () {
			return failure(texts().lost);
		});
	}

	/**
	 * A copy of a <template> with values in it. Its elements say what they take:
	 *   data-text="key"                  the value as text
	 *   data-if="key", data-unless="key" stays only if the value is (not) empty
	 *   data-link="key"                  href gets the value at its end
	 */
	function render(template, values) {
		var copy = template.content.cloneNode(true);
		copy.querySelectorAll('[data-if]').forEach(function (element) {
			if (!values[element.dataset.if]) {
				element.remove();
			}
		});
		copy.querySelectorAll('[data-unless]').forEach(function (element) {
			if (values[element.dataset.unless]) {
				element.remove();
			}
		});
		copy.querySelectorAll('[data-text]').forEach(function (element) {
			var value = values[element.dataset.text];
			element.textContent = value === null || value === undefined ? '' : value;
		});
		copy.querySelectorAll('[data-link]').forEach(function (element) {
			element.setAttribute('href', element.getAttribute('href') + encodeURIComponent(values[element.dataset.link]));
		});
		return copy;
	}

	function renderById(id, values) {
		return render(document.getElementById(id), values);
	}

	/** Shows one wide row: a spinner, an error, or that there is nothing. */
	function showNotice(body, content) {
		var cell = document.createElement('td');
		cell.colSpan = Number(body.closest('table').dataset.columns);
		cell.className = 'empty-table';
		cell.append(content);
		var row = document.createElement('tr');
		row.append(cell);
		body.replaceChildren(row);
	}

	function showSpinner(body) {
		body.setAttribute('aria-busy', 'true');
		showNotice(body, renderById('metroport-spinner', {}));
	}

	function showError(body, error, retry) {
		var notice = renderById('metroport-error', error);
		notice.querySelector('button').addEventListener('click', retry);
		showNotice(body, notice);
	}

	/** Asks, and shows the answer unless something newer has been asked meanwhile. */
	function loader(part, body, fields, show) {
		var latest = 0;
		return function load() {
			var mine = ++latest;
			showSpinner(body);
			return request(part, fields()).then(function (answer) {
				if (mine === latest) {
					body.removeAttribute('aria-busy');
					show(answer);
				}
			}, function (error) {
				if (mine === latest) {
					body.removeAttribute('aria-busy');
					showError(body, error, load);
				}
			});
		};
	}

	function fillRows(part, body, rows) {
		var template = part.querySelector('template');
		if (rows.length === 0) {
			showNotice(body, part.dataset.empty);
			return;
		}
		body.replaceChildren.apply(body, rows.map(function (row) {
			return render(template, row);
		}));
	}

	function startRows(part) {
		var body = part.querySelector('tbody');
		var load = loader(part, body, function () {
			return {};
		}, function (answer) {
			fillRows(part, body, answer[part.dataset.rows]);
		});
		part.querySelector('[data-action="reload"]').addEventListener('click', load);
		load();
	}

	/** Numbers of the pages to offer: the first, the last and those around the present one; null is a gap. */
	function pagesToOffer(page, last) {
		var offered = [];
		for (var number = 1; number <= last; number++) {
			if (number === 1 || number === last || Math.abs(number - page) <= 4) {
				offered.push(number);
			} else if (offered[offered.length - 1] !== null) {
				offered.push(null);
			}
		}
		return offered;
	}

	/** LMS's own pager, but for a list that is loaded without leaving the page. */
	function showPager(cell, answer, go) {
		var last = Math.max(1, Math.ceil(answer.total / answer.limit));
		var bold = document.createElement('span');
		bold.className = 'bold';

		var link = function (content, number) {
			var element = document.createElement('a');
			element.href = '#';
			element.append(content);
			element.addEventListener('click', function (event) {
				event.preventDefault();
				go(number);
			});
			return element;
		};
		var arrow = function (name, number) {
			var icon = document.createElement('i');
			icon.className = 'lms-ui-icon-' + name;
			return number < 1 || number > last ? icon : link(icon, number);
		};

		// LMS's style sets elements apart, not texts.
		var words = function (text) {
			var element = document.createElement('span');
			element.append(text);
			return element;
		};

		bold.append(words(texts().page), arrow('previous', answer.page - 1));
		pagesToOffer(answer.page, last).forEach(function (number) {
			bold.append(
				number === null ? words('\u2026')
					: number === answer.page ? words('[' + number + ']')
					: link(String(number), number)
			);
		});
		bold.append(arrow('next', answer.page + 1));

		var first = (answer.page - 1) * answer.limit + 1;
		var range = format(texts().records, first, first + answer.rows.length - 1, answer.total);
		cell.replaceChildren(bold, ' (' + range + ')');
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
				image.alt = '';
				link.after(image);
			}
		});
	}

	function startList(part) {
		var body = part.querySelector('tbody');
		var form = part.querySelector('form');
		var sorts = part.querySelectorAll('a[data-sort]');
		var key = 'metroport:' + part.dataset.url;

		// Kept with the tab's history, so that "back" finds the list as it was left. Not in the address: a search may
		// be for a PESEL, and addresses are logged.
		var view = Object.assign(
			{page: '1', search: '', sort: sorts[0].dataset.sort, descending: '0'},
			Object.fromEntries(new FormData(form)),
			(history.state || {})[key]
		);

		var load = loader(part, body, function () {
			return view;
		}, function (answer) {
			var last = Math.max(1, Math.ceil(answer.total / answer.limit));
			if (answer.rows.length === 0 && answer.page > last) {
				change({page: String(last)});
				return;
			}
			fillRows(part, body, answer.rows);
			part.querySelectorAll('[data-place="total"]').forEach(function (element) {
				element.textContent = format(texts().total, answer.total);
			});
			part.querySelectorAll('[data-place="pager"]').forEach(function (cell) {
				cell.parentElement.hidden = answer.total === 0;
				showPager(cell, answer, function (number) {
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
		form.addEventListener('submit', function (event) {
			event.preventDefault();
			ask();
		});
		form.querySelectorAll('select').forEach(function (select) {
			select.addEventListener('change', ask);
		});
		sorts.forEach(function (link) {
			link.addEventListener('click', function (event) {
				event.preventDefault();
				var again = link.dataset.sort === view.sort && view.descending === '0';
				change({page: '1', sort: link.dataset.sort, descending: again ? '1' : '0'});
			});
		});
		change({});
	}

	document.querySelectorAll('[data-metroport]').forEach(function (part) {
		({list: startList, rows: startRows})[part.dataset.metroport](part);
	});
})();
