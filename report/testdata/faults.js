function (picture) {
	const faults = []
	const page = document.documentElement
	if (!picture && page.scrollWidth > window.innerWidth)
		faults.push(`the page is ${page.scrollWidth} wide, the window ${window.innerWidth}`)
	const luminance = color => {
		const c = color.match(/[\d.]+/g).slice(0, 3).map(v => v / 255).map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
		return 0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2]
	}
	const contrast = (a, b) => {
		const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p)
		return (x + 0.05) / (y + 0.05)
	}
	const behind = e => {
		for (; e; e = e.parentElement) {
			const c = getComputedStyle(e).backgroundColor
			if (c != 'rgba(0, 0, 0, 0)' && c != 'transparent') return c
		}
		return 'rgb(255, 255, 255)'
	}
	const charts = picture ? [page] : [...document.querySelectorAll('figure svg')]
	if (charts.length == 0) faults.push('no charts')
	for (const svg of charts) {
		const name = svg.querySelector('title')?.textContent
		if (!name || !svg.querySelector('desc')?.textContent) faults.push(`a chart without a title or a description: ${name}`)
		const box = svg.getBoundingClientRect()
		if (box.width < 200 || box.height < 50) faults.push(`${name}: ${box.width} by ${box.height}`)
		if (!picture && (box.left < 0 || box.right > window.innerWidth)) faults.push(`${name}: from ${box.left} to ${box.right} of ${window.innerWidth}`)
		if (svg.querySelectorAll('path').length < 3) faults.push(`${name}: nothing is drawn`)
		const texts = [...svg.querySelectorAll('text')].map(e => ({ e, say: e.textContent, box: e.getBoundingClientRect() }))
		for (const [i, a] of texts.entries()) {
			const size = parseFloat(getComputedStyle(a.e).fontSize) * box.width / svg.viewBox.baseVal.width
			if (size < 10) faults.push(`${name}: "${a.say}" is ${size} px high`)
			if (a.box.left < box.left - 0.5 || a.box.right > box.right + 0.5 || a.box.top < box.top - 3 || a.box.bottom > box.bottom + 3)
				faults.push(`${name}: "${a.say}" is cut off`)
			const c = contrast(getComputedStyle(a.e).fill, behind(svg))
			if (c < 4.5) faults.push(`${name}: "${a.say}" has a contrast of ${c.toFixed(1)}`)
			for (const b of texts.slice(i + 1)) { // 2 px: the boxes are those of lines, higher than letters
				const wide = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left)
				const high = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top)
				if (wide > 0 && high > 2) faults.push(`${name}: "${a.say}" and "${b.say}" overlap`)
			}
		}
		for (const path of svg.querySelectorAll('path')) {
			const style = getComputedStyle(path)
			const own = path.getBoundingClientRect()
			if (own.left < box.left - 1 || own.right > box.right + 1 || own.top < box.top - 1 || own.bottom > box.bottom + 1)
				faults.push(`${name}: a line goes out of the picture`)
			if (style.fill == 'none' && style.stroke == 'none') faults.push(`${name}: a line without a colour`)
		}
	}
	for (const e of document.querySelectorAll('p, td, th, dd, dt, li, h1, h2, h3, figcaption, .verdict')) {
		const c = contrast(getComputedStyle(e).color, behind(e))
		if (e.textContent.trim() && c < 4.5) faults.push(`"${e.textContent.trim().slice(0, 30)}" has a contrast of ${c.toFixed(1)}`)
		if (e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display == 'block') faults.push(`"${e.textContent.trim().slice(0, 30)}" is wider than its place`)
	}
	for (const e of document.querySelectorAll('.both .scroll'))
		if (e.scrollWidth > e.clientWidth) faults.push(`${e.ariaLabel}: ${e.scrollWidth} in ${e.clientWidth}`)
	const ids = [...document.querySelectorAll('[id]')].map(e => e.id)
	for (const [i, id] of ids.entries()) if (ids.indexOf(id) != i) faults.push(`two elements with the id ${id}`)
	for (const a of document.querySelectorAll('a')) {
		const to = a.getAttribute('href')
		if (to[0] != '#' || !document.getElementById(to.slice(1))) faults.push(`a link to ${to}`)
	}
	return faults
}
