package io.linklog.query.pages;

/** Encodes a QR code as SVG: one path with a rectangle for each run of dark modules. */
final class QrSvg {

    private QrSvg() {}

    /** @param size pixels on each side of the image; the drawing scales */
    static String of(QrCode code, int size) {
        int side = code.side();
        StringBuilder path = new StringBuilder();
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                if (code.isDark(x, y)) {
                    int begin = x;
                    while (x < side && code.isDark(x, y)) {
                        x++;
                    }
                    int run = x - begin;
                    path.append('M').append(begin).append(' ').append(y);
                    path.append('h').append(run).append("v1h-").append(run).append('z');
                }
            }
        }
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + size + "\" height=\"" + size + "\" viewBox=\"0 0 "
                + side + " " + side + "\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h" + side + "v"
                + side + "H0z\"/><path d=\"" + path + "\"/></svg>\n";
    }
}
