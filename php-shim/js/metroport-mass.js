/**
 * The same thing done with many rows: those that are marked in a list, or the lines of a pasted list of decoders.
 *
 * A dialog shows what is to be done with what; then how far it is and what came of each row. One request a row, a few at a
 * time; "Stop" begins nothing more. A button with data-mass="id" does so with the marked rows; its <template> is a dialog's
 * (metroport-dialog.js) and says besides:
 *   data-fields="customer_id account_id=id"  what is posted of a row, under its own or another name
 *   data-when="customer_id active"           keys that a row must have for it
 *   data-label="person id"                   keys that a row is called by
 */
(function () {
	'use strict';

	var Metroport = window.Metroport;
	var texts = Metroport.texts;
	var format = Metroport.format;

	/** Requests under way at once: more would only wait for MMS, and keep the server from serving others. */
	var AT_ONCE = 3;

	/** A row of the dialog for each item, and what it says of it. */
	function listOf(items) {
		var table = Metroport.renderById('metroport-mass-table', {}).firstElementChild;
		var rows = items.map(function (item) {
			var row = Metroport.renderById('metroport-mass-row', {label: item.label}).firstElementChild;
			table.querySelector('tbody').append(row);
			return row;
		});
		return {
			element: table,
			say: function (index, id, values) {
				rows[index].lastElementChild.replaceChildren(Metroport.renderById(id, values || {}));
				rows[index].scrollIntoView({block: 'nearest'});
			}
		};
	}

	/**
	 * Shows what is to be done, and does it when the user says so. Resolves, when the dialog is closed, with whether
	 * anything was begun.
	 *
	 * @param {Object} words title, submit (the button's label), about (a node that is shown above the list)
	 * @param {Array<{label: string, work: function(): Promise}>} items
	 */
	function run(words, items) {
		return new Promise(function (resolve) {
			var list = listOf(items);
			var status = Metroport.renderById('metroport-mass-status', {}).firstElementChild;
			var bar = status.querySelector('progress');
			var content = document.createDocumentFragment();
			content.append(words.about, status, list.element);
			var begun = 0, done = 0, failed = 0, started = false, stopped = false, body;

			var buttons = function (list) {
				$(body).dialog('option', 'buttons', list);
				$(body).closest('.ui-dialog').find('.ui-dialog-buttonpane button').last().trigger('focus');
			};
			var close = Metroport.button(texts().close, 'ui-icon-check', function () {
				$(body).dialog('close');
			});
			var isOver = function () {
				return begun === done + failed && (stopped || begun === items.length);
			};
			var tellCounts = function () {
				bar.value = done + failed;
				status.querySelector('[data-place="counts"]').textContent = format(
					stopped && isOver() && begun < items.length ? texts().massStopped : texts().massCounts, done + failed, items.length, failed);
			};
			var next = function () {
				if (isOver()) {
					tellCounts();
					buttons([close]);
					return;
				}
				if (stopped || begun === items.length) {
					return;
				}
				var index = begun++;
				list.say(index, 'metroport-spinner');
				items[index].work().then(function (answer) {
					done++;
					list.say(index, 'metroport-mass-done', {notice: answer.notice || ''});
				}, function (error) {
					failed++;
					list.say(index, 'metroport-problem', error);
				}).then(function () {
					tellCounts();
					next();
				});
			};
			var start = function () {
				started = true;
				status.hidden = false;
				bar.max = items.length;
				buttons([Metroport.button(texts().stop, 'ui-icon-stop', function () {
					stopped = true;
					this.disabled = true;
				})]);
				tellCounts();
				for (var i = 0; i < Math.min(AT_ONCE, items.length); i++) {
					next();
				}
			};

			body = Metroport.dialog(content, words.title, [
				Metroport.button(words.submit, 'ui-icon-check', start),
				Metroport.button(texts().cancel, 'ui-icon-closethick', function () {
					$(body).dialog('close');
				})
			], function () {
				resolve(started);
			});
			// What is under way is waited for, so that nobody believes that it was not done.
			$(body).on('dialogbeforeclose', function () {
				if (started && !isOver()) {
					stopped = true;
					return false;
				}
				return true;
			});
		});
	}

	/** Whether a row has all that an action needs. */
	function has(row, keys) {
		return (keys || '').split(' ').filter(Boolean).every(function (key) {
			return row[key];
		});
	}

	function itemOf(template, row) {
		var fields = {action: template.dataset.action};
		template.dataset.fields.split(' ').forEach(function (field) {
			var names = field.split('=');
			fields[names[0]] = row[names[1] || names[0]];
		});
		return {
			posted: JSON.stringify(fields),
			label: template.dataset.label.split(' ').map(function (key) {
				return row[key];
			}).filter(Boolean).join(', '),
			work: function () {
				return Metroport.request(template, fields);
			}
		};
	}

	function askWithMarked(template, marked, changed) {
		var fit = marked.filter(function (row) {
			return has(row, template.dataset.when);
		});
		// Two rows may be about the same: a customer with two services gets one position.
		var seen = new Set();
		var items = fit.map(function (row) {
			return itemOf(template, row);
		}).filter(function (item) {
			return !seen.has(item.posted) && seen.add(item.posted);
		});
		if (fit.length === 0) {
			Metroport.tell({sentence: template.dataset.none, mms: ''});
			return;
		}
		var about = document.createElement('div');
		about.append(Metroport.render(template, {
			left_out: fit.length < marked.length ? format(texts().massLeftOut, marked.length - fit.length) : ''
		}));
		run({title: template.dataset.title, submit: template.dataset.submit, about: about}, items).then(function (begun) {
			if (begun) {
				changed();
			}
		});
	}

	/**
	 * Lets rows of a list be marked. Marks live as long as the rows that are shown.
	 *
	 * @param {HTMLElement} part the list
	 * @param {function(HTMLElement): Object} rowOf values of a <tr>
	 * @param {function(): void} changed is called when rows may have changed
	 * @return {function(): Array<Object>} the marked rows
	 */
	function startMarks(part, rowOf, changed) {
		var all = part.querySelector('[data-mark-all]');
		var boxes = function () {
			return Array.from(part.querySelectorAll('tbody [data-mark]'));
		};
		var marked = function () {
			return boxes().filter(function (box) {
				return box.checked;
			}).map(function (box) {
				return rowOf(box.closest('tr'));
			});
		};
		var show = function () {
			var count = marked().length;
			all.checked = count > 0 && count === boxes().length;
			all.indeterminate = count > 0 && !all.checked;
			part.querySelectorAll('[data-mass]').forEach(function (button) {
				button.disabled = count === 0;
			});
			part.querySelectorAll('[data-place="marked"]').forEach(function (place) {
				place.textContent = count === 0 ? '' : '\u00a0(' + count + ')';
			});
		};
		all.addEventListener('change', function () {
			boxes().forEach(function (box) {
				box.checked = all.checked;
			});
		});
		part.addEventListener('change', show);
		new MutationObserver(show).observe(part.querySelector('tbody'), {childList: true});
		part.querySelectorAll('[data-mass]').forEach(function (button) {
			button.addEventListener('click', function () {
				askWithMarked(document.getElementById(button.dataset.mass), marked(), changed);
			});
		});
		show();
		return marked;
	}

	Metroport.run = run;
	Metroport.startMarks = startMarks;
})();
