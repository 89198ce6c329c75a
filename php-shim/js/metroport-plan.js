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

	/** Asks what is wanted of a plan. */
	Metroport.plan = function (template, row, customer, closed) {
		var kind = template.dataset.plan;
		var stage = new Stage(template.dataset.title, closed);
		/** What it is about: the customer, and of an account which. */
		var about = {customer_id: customer};
		(template.dataset.fields || '').split(' ').filter(Boolean).forEach(function (name) {
			about[name] = row[name];
		});
		var ask = function (fields) {
			return Metroport.request(template, Object.assign({}, about, fields));
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
			var more = Metroport.planForms[kind](form, choices, ask);
			form.addEventListener('submit', function (event) {
				event.preventDefault();
				var fields = Object.assign(Object.fromEntries(new FormData(form)), more(), {kind: kind}, about);
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
