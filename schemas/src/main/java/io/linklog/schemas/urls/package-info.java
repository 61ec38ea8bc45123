/** URLs of the web, judged as the URL standard (WHATWG) does. Nothing here rewrites a URL. */
@NullMarked
package io.linklog.schemas.urls;

import org.jspecify.annotations.NullMarked;
