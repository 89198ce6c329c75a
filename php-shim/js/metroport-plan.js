/**
 * Plans on the customer's card: everything is chosen, the whole plan is shown with its prices before anything is sent, and then
 * it is carried out step by step, each with a request of its own. A plan that stopped goes on, or is taken back.
 *
 *   Metroport.plan(template, row, customer, closed)    asks what is wanted; the template's data-plan says of which kind
 *   Metroport.showPlan(customer, plan, closed)         shows one that is not finished
 */
(function () {
	'use strict';

	var Metroport = window.Metroport;
	var fill = Metroport.fill;
	var bare = Metroport.bare;

	function texts() {
		return document.getElementById('metroport-plan-texts').dataset;
	}

	/** One dialog from the choice to the end. What is shown in it changes. */
	function Stage(title, closed) {
		var self = this;
		this.open = true;
		this.place = document.createElement('div');
		this.body = Metroport.dialog(this.place, title, [], function () {
			self.open = false;
			closed();
		});
	}

	/** Nothing any more when it was closed while an answer was under way. */
	Stage.prototype.show = function (content, buttons) {
		if (!this.open) {
			return;
		}
		var dialog = $(this.body);
		this.place.replaceChildren.apply(this.place, [].concat(content));
		dialog.dialog('option', 'buttons', buttons.map(function (one) {
			return Metroport.button(one[0], one[1], one[2]);
		}));
		Metroport.centre(this.body);
		var first = dialog.closest('.ui-dialog').find('.ui-dialog-buttonpane button').first();
		if (!this.place.contains(document.activeElement)) {
			first.trigger('focus');
		}
	};

	Stage.prototype.close = function () {
		if (this.open) {
			$(this.body).dialog('close');
		}
	};

	function problem(error) {
		return Metroport.renderById('metroport-problem', error);
	}

	/** The plan; of one that has `stopped` nobody knows what became of a step that was begun. */
	function view(plan, stopped) {
		var content = document.createElement('div');
		content.append(Metroport.renderById('metroport-plan-view', plan));
		content.querySelector('tbody').append.apply(content.querySelector('tbody'), plan.steps.map(function (step) {
			return Metroport.renderById('metroport-plan-step', stopped && step.begun ? Object.assign({}, step, {state: texts().unclear}) : step);
		}));
		plan.dropped.forEach(function (one) {
			content.querySelector('[data-place="dropped"]').append(Metroport.renderById('metroport-plan-dropped', one));
		});
		return content;
	}

	function line(text) {
		var told = document.createElement('p');
		told.className = 'bold';
		told.setAttribute('role', 'status');
		told.textContent = text;
		return told;
	}

	/** The plan as it was shown last, with the step that was asked for as begun. */
	function begun(plan) {
		return Object.assign({}, plan, {steps: plan.steps.map(function (step) {
			return step.row_class === 'bold' ? Object.assign({}, step, {begun: true, colour: 'brown'}) : step;
		})});
	}

	/** Carries a plan out, or back, until it ends, fails or is stopped; one that `waits` only when the clerk says so. */
	function carryOn(stage, customer, plan, waits) {
		var stopping = false;
		var ask = function (action) {
			return Metroport.request(document.getElementById('metroport-plan-texts'), {action: action, customer_id: customer});
		};
		var closing = [Metroport.texts().close, 'ui-icon-closethick', function () {
			stage.close();
		}];
		var stopped = function (plan, error) {
			// Somebody else has finished it, or it ended and the answer was lost: nothing is left to be decided.
			if (error.code === 'plan.gone') {
				stage.show([problem(error)], [closing]);
				return;
			}
			var go = function (action) {
				return function () {
					stage.show([view(plan), Metroport.renderById('metroport-spinner', {})], []);
					ask(action).then(function (turned) {
						carryOn(stage, customer, turned, false);
					}, function (error) {
						stopped(plan, error);
					});
				};
			};
			var hint = document.createElement('p');
			hint.textContent = texts().hint;
			stage.show([view(plan, true), line(texts().stopped)].concat(error.sentence ? [problem(error)] : [], [hint]), [
				[texts().on, 'ui-icon-play', go('forward')],
				[texts().back, 'ui-icon-arrowreturnthick-1-w', go('back')],
				[texts().leave, 'ui-icon-trash', function () {
					ask('forget').then(stage.close.bind(stage), function (error) {
						stopped(plan, error);
					});
				}],
				closing
			]);
		};
		/** No answer came: the step may be done all the same. What is recorded of the plan says more than what was shown last. */
		var lost = function (plan, error) {
			ask('show').then(function (recorded) {
				stopped(recorded, error);
			}, function (again) {
				stopped(begun(plan), again.code ? again : error);
			});
		};
		var next = function (plan, told) {
			if (plan.state === 'done' || plan.state === 'undone') {
				stage.show([view(plan)].concat([told, texts()[plan.state], plan.left].filter(Boolean).map(line)), [closing]);
				return;
			}
			if (stopping) {
				stopped(plan, {sentence: '', mms: ''});
				return;
			}
			stage.show([view(plan)].concat(told ? [line(told)] : [], [Metroport.renderById('metroport-spinner', {})]), [
				[texts().stop, 'ui-icon-stop', function () {
					stopping = true;
				}]
			]);
			ask('step').then(function (after) {
				if (after.state !== 'stopped') {
					next(after, told);
				} else if (after.undo && after.back && !plan.back) {
					// What must not stay half done goes back from where it failed.
					next(after, texts().turned + ' ' + after.sentence + ' ' + after.mms);
				} else {
					stopped(after, {sentence: after.sentence, mms: after.mms});
				}
			}, function (error) {
				lost(plan, error);
			});
		};
		// A dialog that is closed carries nothing on; what is under way is shown on the card.
		var guarded = next;
		next = function (plan, told) {
			if (stage.open) {
				guarded(plan, told);
			}
		};
		if (waits) {
			stopped(plan, {sentence: plan.sentence, mms: plan.mms});
		} else {
			next(plan, '');
		}
	}

	/** Shows the plan that would be, and begins it. */
	function preview(stage, template, fields, plan, edit) {
		stage.show(view(plan), [
			[texts().do, 'ui-icon-check', function () {
				stage.show([view(plan), Metroport.renderById('metroport-spinner', {})], []);
				Metroport.request(template, Object.assign({}, fields, {action: 'begin', print: plan.print})).then(function (begun) {
					carryOn(stage, fields.customer_id, begun, false);
				}, edit);
			}],
			[texts().edit, 'ui-icon-pencil', function () {
				edit(null);
			}],
			[Metroport.texts().cancel, 'ui-icon-closethick', function () {
				stage.close();
			}]
		]);
	}

	/** A package that is chosen, with its price, decoder and tariff. */
	function Row(group, choices, form, ask) {
		var self = this;
		var labels = document.getElementById('metroport-plan-labels').dataset;
		this.group = group;
		this.element = document.createElement('div');
		this.element.append(Metroport.renderById('metroport-plan-package', {
			label: labels[group], takes_decoder: group !== 'extras', bills: labels.bills, removable: group !== 'base'
		}));
		this.options = choices[group];
		this.form = form;
		this.ask = ask;
		this.byHand = false;
		var select = this.field('package_id');
		fill(select, this.options);
		select.addEventListener('change', function () {
			var option = self.chosen();
			self.field('price').value = option ? option.price : '';
			self.propose();
			form.dispatchEvent(new Event('metroport-packages'));
		});
		this.field('price').addEventListener('change', this.propose.bind(this));
		if (this.field('decoder')) {
			this.startDecoder(choices.decoders);
		}
		if (this.field('tariff_id')) {
			this.field('tariff_id').addEventListener('change', function () {
				self.byHand = true;
			});
		}
	}

	Row.prototype.field = function (name) {
		return this.element.querySelector('[data-name="' + name + '"]');
	};

	Row.prototype.chosen = function () {
		var value = this.field('package_id').value;
		return this.options.find(function (option) {
			return option.value === value;
		});
	};

	/** A scanner types what it reads and presses Enter: that must not send the form, but go to the next place. */
	Row.prototype.startDecoder = function (decoders) {
		var input = this.field('decoder');
		var told = this.element.querySelector('[data-place="decoder"]');
		var look = function () {
			var needle = bare(input.value);
			var found = needle === '' ? [] : decoders.filter(function (one) {
				return bare(one.mac) === needle || bare(one.serial) === needle;
			});
			var unknown = needle !== '' && found.length === 0;
			if (found.length === 1) {
				input.value = found[0].mac;
			}
			told.textContent = found.length === 1 ? found[0].label : '';
			input.setCustomValidity(unknown ? input.dataset.unknown : '');
			return !unknown;
		};
		var form = this.form;
		input.addEventListener('change', look);
		input.addEventListener('input', function () {
			input.setCustomValidity('');
		});
		input.addEventListener('keydown', function (event) {
			if (event.key !== 'Enter') {
				return;
			}
			event.preventDefault();
			if (!look()) {
				input.reportValidity();
				return;
			}
			var all = Array.from(form.querySelectorAll('[data-name="decoder"]'));
			(all[all.indexOf(input) + 1] || form.querySelector('[data-add]') || input).focus();
		});
	};

	/** The tariff that is tied to the package, unless the clerk has chosen one himself. */
	Row.prototype.propose = function () {
		var self = this;
		var tariff = this.field('tariff_id');
		var bills = this.form.elements.liability && this.form.elements.liability.checked;
		if (!tariff) {
			return;
		}
		this.element.querySelector('[data-place="tariff"]').hidden = !bills;
		if (!bills || this.field('package_id').value === '') {
			return;
		}
		var fields = {action: 'tariffs', item_id: this.field('package_id').value, price: this.field('price').value};
		this.ask(fields).then(function (answer) {
			var kept = self.byHand ? tariff.value : answer.proposed;
			fill(tariff, answer.options);
			tariff.value = kept;
			if (tariff.selectedIndex < 0) {
				tariff.value = '';
			}
		}, function () {
			// Without proposals it is chosen by hand, or not at all.
		});
	};

	Row.prototype.values = function () {
		var self = this;
		var values = {group: this.group};
		['package_id', 'price', 'decoder', 'tariff_id'].forEach(function (name) {
			if (self.field(name)) {
				values[name] = self.field(name).value;
			}
		});
		return values;
	};

	/** What of the extra and multiroom packages cannot be combined with the base package is not to be chosen. */
	function deny(rows) {
		var chosen = rows.map(function (row) {
			return row.chosen();
		});
		rows.forEach(function (row, at) {
			var options = row.field('package_id').options;
			row.options.forEach(function (option, place) {
				options[place + 1].disabled = chosen.some(function (other, from) {
					return other && from !== at && other.denied.includes(option.value);
				});
			});
		});
	}

	var forms = {
		issue: function (form, choices, ask) {
			var rows = [];
			var add = function (group) {
				var row = new Row(group, choices, form, ask);
				var remove = row.element.querySelector('[data-remove]');
				rows.push(row);
				form.querySelector('[data-place="' + group + '"]').append(row.element);
				row.propose();
				deny(rows);
				if (remove) {
					remove.addEventListener('click', function () {
						rows.splice(rows.indexOf(row), 1);
						row.element.remove();
						deny(rows);
					});
				}
				return row;
			};
			var list = document.createElement('datalist');
			list.id = 'metroport-plan-decoders';
			choices.decoders.forEach(function (one) {
				var option = new Option(one.label, one.mac);
				list.append(option);
			});
			form.append(list);
			fill(form.elements.network_id, choices.networks);
			['street', 'house', 'flat', 'zip', 'city'].forEach(function (name) {
				form.elements[name].value = choices.address[name];
			});
			add('base');
			form.querySelectorAll('[data-add]').forEach(function (button) {
				button.addEventListener('click', function () {
					add(button.dataset.add).field('package_id').focus();
				});
			});
			form.addEventListener('metroport-packages', function () {
				deny(rows);
			});
			if (form.elements.liability) {
				form.elements.liability.addEventListener('change', function () {
					var due = form.querySelector('[data-place="due"]');
					due.hidden = due.disabled = !form.elements.liability.checked;
					rows.forEach(function (row) {
						row.propose();
					});
				});
			}
			return function () {
				var bills = form.elements.liability && form.elements.liability.checked;
				return {packages: JSON.stringify(rows.map(function (row) {
					var values = row.values();
					if (!bills) {
						delete values.tariff_id;
					}
					return values;
				}))};
			};
		},

		remove: function (form, choices) {
			var place = form.querySelector('[data-place="ending"]');
			choices.options.forEach(function (option) {
				var choice = Metroport.renderById('metroport-plan-ending', option);
				choice.querySelector('input').checked = option.proposed;
				place.append(choice);
			});
			if (place) {
				form.querySelector('[data-place="liabilities"]').hidden = choices.options.length === 0;
			}
			return function () {
				var ending = place ? Array.from(place.querySelectorAll('input:checked')) : [];
				return {ending: JSON.stringify(ending.map(function (box) {
					return box.value;
				}))};
			};
		},

		change: function (form, choices) {
			var select = form.elements.package_id;
			fill(form.elements.network_id, choices.networks);
			fill(select, choices.base);
			select.addEventListener('change', function () {
				var option = choices.base.find(function (one) {
					return one.value === select.value;
				});
				form.elements.price.value = option ? option.price : '';
				form.elements.price.required = Boolean(option);
			});
			return function () {
				return {};
			};
		}
	};

	/** Asks what is wanted of a plan. */
	Metroport.plan = function (template, row, customer, closed) {
		var kind = template.dataset.plan;
		var stage = new Stage(template.dataset.title, closed);
		var ask = function (fields) {
			return Metroport.request(template, Object.assign({customer_id: customer}, fields));
		};
		var form = document.createElement('form');
		var told = document.createElement('div');
		var submit = document.createElement('button');
		form.autocomplete = 'off';
		submit.hidden = true;
		form.append(Metroport.render(template, row), told, submit);

		var edit = function (error) {
			told.replaceChildren.apply(told, error ? [problem(error)] : []);
			stage.show(form, [
				[template.dataset.submit, 'ui-icon-check', function () {
					form.requestSubmit();
				}],
				[Metroport.texts().cancel, 'ui-icon-closethick', function () {
					stage.close();
				}]
			]);
		};
		var failed = function (error) {
			var content = Metroport.renderById('metroport-error', error);
			content.querySelector('button').addEventListener('click', begin);
			stage.show(content, [[Metroport.texts().close, 'ui-icon-closethick', function () {
				stage.close();
			}]]);
		};
		var started = function (choices) {
			var more = forms[kind](form, choices, ask);
			form.addEventListener('submit', function (event) {
				event.preventDefault();
				var fields = Object.assign(Object.fromEntries(new FormData(form)), more(), {kind: kind, customer_id: customer});
				(template.dataset.fields || '').split(' ').filter(Boolean).forEach(function (name) {
					fields[name] = row[name];
				});
				stage.show([form, Metroport.renderById('metroport-spinner', {})], []);
				Metroport.request(template, Object.assign({}, fields, {action: 'preview'})).then(function (plan) {
					preview(stage, template, fields, plan, edit);
				}, edit);
			});
			edit(null);
			var first = form.querySelector('select, input');
			if (first) {
				first.focus();
			}
		};
		var begin = function () {
			stage.show(Metroport.renderById('metroport-spinner', {}), []);
			ask({action: kind === 'remove' ? 'liabilities' : 'choices'}).then(started, failed);
		};
		begin();
	};

	/** Shows a plan that is not finished: it may be somebody else's, or of a page that was closed. */
	Metroport.showPlan = function (customer, plan, closed) {
		var stage = new Stage(plan.title, closed);
		stage.show(Metroport.renderById('metroport-spinner', {}), []);
		Metroport.request(document.getElementById('metroport-plan-texts'), {action: 'show', customer_id: customer}).then(function (plan) {
			carryOn(stage, customer, plan, true);
		}, function (error) {
			stage.show(problem(error), [[Metroport.texts().close, 'ui-icon-closethick', function () {
				stage.close();
			}]]);
		});
	};
})();
