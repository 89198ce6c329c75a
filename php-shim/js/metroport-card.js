/**
 * Metroport on the customer's card: loaded after the page is shown, and again after every change, so that what is seen is
 * what MMS reports.
 *
 * A button with data-ask="id" opens that dialog for its row; one whose dialog is not on the page, because the user has no
 * right to it, is taken away.
 */
(function () {
	'use strict';

	var Metroport = window.Metroport;
	var card = document.getElementById('metroport-card');
	var boxes = ['fsecure', 'metrotv'];
	/** What was done last, by box. */
	var notices = {};
	var latest = 0;
	/** What brings the focus back to where a spinner took it from, by box. */
	var restores = {};

	function place(name) {
		return document.querySelector('[data-card="' + name + '"]');
	}

	function render(id, row, state, box) {
		var content = Metroport.renderById(id, row);
		content.querySelectorAll('[data-ask]').forEach(function (button) {
			var template = document.getElementById(button.dataset.ask);
			if (!template) {
				button.remove();
				return;
			}
			button.addEventListener('click', function (event) {
				event.preventDefault();
				// A box's heading opens and closes it.
				event.stopPropagation();
				act(template, row, state, box);
			});
		});
		return content;
	}

	/** Asks once, does it, and shows the card as it is then. */
	function act(template, row, state, box) {
		if (template.dataset.plan) {
			Metroport.plan(template, row, card.dataset.customer, load);
			return;
		}
		if (row.refusal) {
			Metroport.tell({sentence: row.refusal, mms: ''});
			return;
		}
		var fields = {action: template.dataset.action, customer_id: card.dataset.customer};
		(template.dataset.fields || '').split(' ').filter(Boolean).forEach(function (name) {
			fields[name] = row[name];
		});
		var refused = false;
		var prepare = function (form, ask, problem) {
			form.addEventListener('metroport-refused', function () {
				refused = true;
			});
			if (template.id === 'metroport-card-choose') {
				form.querySelector('[data-place="candidates"]').append(candidates(row.candidates));
			}
			if (template.dataset.form) {
				Metroport.cardForms[template.dataset.form](form, {row: row, fields: fields, state: state}, ask, problem);
			}
		};
		Metroport.ask(template, row, fields, prepare).then(function (answer) {
			if (answer && answer.candidates) {
				act(document.getElementById('metroport-card-choose'), answer, state, box);
				return;
			}
			if (answer) {
				notices = {};
				notices[box] = answer;
				openBox(box);
			}
			// What was refused, or got lost, may have been done all the same.
			if (answer || refused) {
				load();
			}
		});
	}

	function candidates(rows) {
		var list = document.createDocumentFragment();
		rows.forEach(function (row) {
			var choice = Metroport.renderById('metroport-card-candidate', row);
			choice.querySelector('input').disabled = !row.free;
			list.append(choice);
		});
		return list;
	}

	function openBox(box) {
		var body = place(box);
		if (body && body.parentElement.classList.contains('lms-ui-tab-contents')) {
			$(body.parentElement).show();
		}
	}

	function notice(box) {
		var told = notices[box];
		var line = document.createElement('div');
		if (told && told.notice) {
			line.className = told.warning ? 'metroport-notice lms-ui-alert' : 'metroport-notice';
			line.setAttribute('role', 'status');
			line.textContent = told.notice;
		}
		return line;
	}

	function failure(error) {
		var content = Metroport.renderById('metroport-error', error);
		content.querySelector('button').addEventListener('click', function (event) {
			event.stopPropagation();
			load();
		});
		return content;
	}

	/** Puts something new into a box; who is in it with the keyboard stays there. */
	function fill(box) {
		Metroport.replace(place(box), Array.prototype.slice.call(arguments, 1), restores[box]);
		restores[box] = null;
	}

	/** A plan that somebody has begun and not finished. */
	function unfinished(plan) {
		var line = Metroport.renderById('metroport-card-link-plan', plan);
		var show = line.querySelector('[data-plan-show]');
		if (show) {
			show.addEventListener('click', function (event) {
				event.preventDefault();
				event.stopPropagation();
				Metroport.showPlan(card.dataset.customer, plan, load);
			});
		}
		return line;
	}

	function showLink(state) {
		var link = state.link;
		var content = [render('metroport-card-link', link, state, 'link'), notice('link')];
		if (link.plan) {
			content.push(unfinished(link.plan));
		}
		fill.apply(null, ['link'].concat(content, link.error ? [failure(link.error)] : []));
		fill('link-buttons', render('metroport-card-link-buttons', link, state, 'link'));
	}

	function serviceRows(part, state) {
		return part.services.map(function (service) {
			return render('metroport-card-service', service, state, 'fsecure');
		});
	}

	/** Accounts, below each its packages, below each package its decoders. */
	function accountRows(part, state) {
		var rows = [];
		var add = function (id, row) {
			rows.push(render(id, row, state, 'metrotv'));
		};
		part.accounts.forEach(function (account) {
			add('metroport-card-account', account);
			account.packages.forEach(function (order) {
				add('metroport-card-package', order);
				order.decoders.forEach(function (decoder) {
					add('metroport-card-decoder', decoder);
				});
			});
		});
		return rows;
	}

	function empty(text) {
		var line = document.createElement('div');
		line.className = 'lms-ui-tab-empty-table';
		line.textContent = text;
		return line;
	}

	function showBox(box, state) {
		var body = place(box);
		if (!body) {
			return;
		}
		var part = state[box];
		var template = document.getElementById('metroport-card-' + box);
		var count = place(box + '-count');
		var buttons = box + '-buttons';
		count.textContent = '';
		if (part.error) {
			fill(buttons);
			fill(box, failure(part.error));
			return;
		}
		if (part.unlinked) {
			fill(buttons);
			fill(box, empty(template.dataset.unlinked));
			return;
		}
		fill(buttons, render('metroport-card-' + box + '-buttons', part, state, box));
		var rows = box === 'fsecure' ? serviceRows(part, state) : accountRows(part, state);
		count.textContent = '(' + (part.services || part.accounts).length + ')';
		if (rows.length === 0) {
			fill(box, notice(box), empty(template.dataset.empty));
			return;
		}
		var table = Metroport.render(template, {});
		table.querySelector('tbody').replaceChildren.apply(table.querySelector('tbody'), rows);
		fill(box, notice(box), table);
	}

	function setBusy(busy) {
		['link'].concat(boxes).forEach(function (name) {
			var part = place(name);
			if (!part) {
				return;
			}
			part.setAttribute('aria-busy', String(busy));
			// What was there stays to be read while the new state is under way.
			if (busy && !part.querySelector('table')) {
				restores[name] = Metroport.keepFocus(part) || restores[name];
				part.replaceChildren(Metroport.renderById('metroport-spinner', {}));
			}
		});
	}

	function load() {
		var mine = ++latest;
		setBusy(true);
		Metroport.request(card, {customer_id: card.dataset.customer}).then(function (state) {
			if (mine === latest) {
				setBusy(false);
				showLink(state);
				boxes.forEach(function (box) {
					showBox(box, state);
				});
			}
		}, function (error) {
			if (mine === latest) {
				setBusy(false);
				['link'].concat(boxes).forEach(function (box) {
					if (place(box)) {
						fill(box, failure(error));
					}
				});
			}
		});
	}

	load();
})();
