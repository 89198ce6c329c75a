/** Decoders from a pasted list or a file: read and checked line by line, shown, then added one after another. */
(function () {
	'use strict';

	var Metroport = window.Metroport;
	var button = document.querySelector('[data-intake]');
	if (!button) {
		return;
	}

	/** What is wrong with the list, and how many of its lines are right. */
	function summary(answer) {
		var about = document.createElement('div');
		about.append(Metroport.renderById('metroport-intake-summary', answer));
		var wrong = answer.lines.filter(function (line) {
			return line.problem;
		});
		var table = about.querySelector('table');
		wrong.forEach(function (line) {
			table.tBodies[0].append(Metroport.renderById('metroport-intake-wrong', line));
		});
		table.hidden = wrong.length === 0;
		return about;
	}

	function add(template, answer) {
		var right = answer.lines.filter(function (line) {
			return !line.problem;
		});
		if (right.length === 0) {
			Metroport.tell({sentence: template.dataset.none, mms: ''}, summary(answer));
			return Promise.resolve(false);
		}
		return Metroport.run({
			title: template.dataset.title,
			submit: Metroport.format(template.dataset.add, right.length),
			about: summary(answer)
		}, right.map(function (line) {
			return {
				label: [line.mac, line.serial, line.model].join(', '),
				work: function () {
					return Metroport.request(template, {action: 'add', model: line.model, serial: line.serial, mac: line.mac});
				}
			};
		}));
	}

	function readFile(form) {
		var input = form.querySelector('input[type="file"]');
		input.addEventListener('change', function () {
			var file = input.files[0];
			if (file) {
				file.text().then(function (text) {
					form.elements.text.value = text;
					// Its own name would be posted with the form.
					input.value = '';
				});
			}
		});
	}

	button.addEventListener('click', function () {
		var template = document.getElementById(button.dataset.intake);
		Metroport.ask(template, {}, {action: 'read'}, readFile).then(function (answer) {
			return answer === null ? false : add(template, answer);
		}).then(function (begun) {
			if (begun) {
				document.dispatchEvent(new Event(Metroport.CHANGED));
			}
		});
	});
})();
