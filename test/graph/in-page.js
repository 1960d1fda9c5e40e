/* Runs in the page: what a person sees of every text there. Evaluated as one expression. */
(() => {
  const channels = (colour) => {
    const [r, g, b, a = 1] = colour.match(/[\d.]+/g).map(Number);
    return { r, g, b, a };
  };
  const luminance = ({ r, g, b }) => {
    const [x, y, z] = [r, g, b].map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const contrast = (a, b) => {
    const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };
  const isSolid = ({ a }) => a === 1;
  const contains = (outer, x, y) => x >= outer.left && x <= outer.right && y >= outer.top && y <= outer.bottom;

  /** Of a drawing: the last box before the text that lies below its middle. */
  const belowDrawn = (element, box) => {
    const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
    const below = [...element.closest('svg').querySelectorAll('rect')].filter(
      (rect) =>
        rect.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING &&
        contains(rect.getBoundingClientRect(), x, y),
    );
    return channels(getComputedStyle(below.at(-1)).fill);
  };
  const belowWritten = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = channels(getComputedStyle(at).backgroundColor);
      if (isSolid(colour)) return colour;
    }
    return { r: 255, g: 255, b: 255, a: 1 };
  };

  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (node.data.trim() === '' || element.closest('style,title,desc')) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    const isSeen = element.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true });
    if (!isSeen || box.width === 0 || element.closest('thead')?.getBoundingClientRect().width === 1) continue;
    const isDrawn = element.closest('svg') !== null;
    const style = getComputedStyle(element);
    const colour = channels(isDrawn ? style.fill : style.color);
    const card = element.closest('.part')?.querySelector('.card').getBoundingClientRect();
    texts.push({
      text: node.data.trim(),
      isDrawn,
      left: box.left,
      right: box.right,
      top: box.top,
      bottom: box.bottom,
      contrast: contrast(colour, isDrawn ? belowDrawn(element, box) : belowWritten(element)),
      room: card && { left: card.left, right: card.right, top: card.top, bottom: card.bottom },
    });
  }
  const { scrollWidth, clientWidth } = document.documentElement;
  return { texts, scrollWidth, clientWidth, paper: getComputedStyle(document.body).backgroundColor };
})();
