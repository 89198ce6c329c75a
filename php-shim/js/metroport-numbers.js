/**
 * Charts of the page "Numbers". Drawn by uPlot (js/uplot.js, MIT); below each there is a table with the same values, for who
 * cannot see them or wants to copy them.
 */
(function () {
	'use strict';

	var Metroport = window.Metroport;
	var uPlot = window.uPlot;
	var part = document.querySelector('[data-numbers]');
	if (!part) {
		return;
	}

	/** Told apart by those who do not see all colours, too. */
	var COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7'];
	var HEIGHT = 240;
	/** Seconds beside the only day that there is. */
	var ALONE = 15 * 86400;
	/** Steps of an axis that counts: there are no halves of a decoder. */
	var WHOLE = [1, 10, 100, 1000, 10000, 100000, 1000000].reduce(function (steps, ten) {
		return steps.concat([ten, 2 * ten, 5 * ten]);
	}, []);

	var place = part.querySelector('[data-place="charts"]');
	var choice = part.querySelector('select');
	var drawn = [];
	var latest = 0;

	function optionsOf(chart, width) {
		return {
			width: width,
			height: HEIGHT,
			tzDate: function (time) {
				return uPlot.tzDate(new Date(time * 1000), 'UTC');
			},
			scales: {x: {range: function (plot, min, max) {
				// One day alone would stand at the edge of years.
				return chart.times.length === 1 ? [chart.times[0] - ALONE, chart.times[0] + ALONE] : [min, max];
			}}, y: {range: function (plot, min, max) {
				return [Math.min(0, min || 0), Math.max(1, max || 0) * 1.05];
			}}},
			axes: [
				{values: [[86400 * 28, '{YYYY}/{MM}', null, null, null, null, null, null, 1], [86400, '{MM}/{DD}', null, null, null, null, null, null, 1]]},
				{size: 70, incrs: chart.whole ? WHOLE : undefined, values: function (plot, ticks) {
					return ticks.map(function (tick) {
						return tick.toLocaleString(document.documentElement.lang || 'pl');
					});
				}}
			],
			series: [{label: part.dataset.day, value: function (plot, time, series, index) {
				return index === null ? '' : chart.days[index];
			}}].concat(chart.series.map(function (series, number) {
				return {
					label: series.label,
					stroke: COLOURS[number % COLOURS.length],
					width: 2,
					points: {show: chart.times.length < 40},
					value: function (plot, value, seriesIndex, index) {
						return index === null ? '' : series.texts[index];
					}
				};
			}))
		};
	}

	function fillTable(table, chart) {
		chart.series.forEach(function (series) {
			var cell = document.createElement('td');
			cell.className = 'text-right';
			cell.textContent = series.label;
			table.tHead.rows[0].append(cell);
		});
		chart.days.forEach(function (day, index) {
			var row = document.createElement('tr');
			row.className = 'highlight';
			row.insertCell().textContent = day;
			chart.series.forEach(function (series) {
				var cell = row.insertCell();
				cell.className = 'text-right nobr';
				cell.textContent = series.texts[index];
			});
			table.tBodies[0].append(row);
		});
	}

	function draw(chart) {
		var section = chart.section;
		fillTable(section.querySelector('table'), chart);
		var box = section.querySelector('[data-place="chart"]');
		if (chart.times.length === 0) {
			box.textContent = part.dataset.empty;
			box.removeAttribute('aria-hidden');
			section.querySelector('details').remove();
			return;
		}
		var data = [chart.times].concat(chart.series.map(function (series) {
			return series.values;
		}));
		drawn.push({box: box, plot: new uPlot(optionsOf(chart, box.clientWidth), data, box)});
	}

	function fit() {
		drawn.forEach(function (one) {
			one.plot.setSize({width: one.box.clientWidth, height: HEIGHT});
		});
	}

	function load() {
		var mine = ++latest;
		place.setAttribute('aria-busy', 'true');
		place.replaceChildren(Metroport.renderById('metroport-spinner', {}));
		Metroport.request(part, {days: choice.value}).then(function (answer) {
			if (mine !== latest) {
				return;
			}
			drawn = [];
			place.replaceChildren();
			// All first, drawn then: a chart is as wide as those beside it leave it.
			answer.charts.forEach(function (chart) {
				chart.section = Metroport.renderById('metroport-chart', chart).firstElementChild;
				place.append(chart.section);
			});
			answer.charts.forEach(draw);
			// The page may have got a scroll bar.
			fit();
		}, function (error) {
			if (mine !== latest) {
				return;
			}
			var notice = Metroport.renderById('metroport-error', error);
			notice.querySelector('button').addEventListener('click', load);
			place.replaceChildren(notice);
		}).then(function () {
			if (mine === latest) {
				place.removeAttribute('aria-busy');
			}
		});
	}

	window.addEventListener('resize', fit);
	choice.addEventListener('change', load);
	load();
})();
