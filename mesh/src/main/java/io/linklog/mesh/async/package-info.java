/** Threads and failures of asynchronous work. */
@org.jspecify.annotations.NullMarked
package io.linklog.mesh.async;
