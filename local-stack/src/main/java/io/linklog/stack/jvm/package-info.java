/** How a JVM of the built project is started: the JDK, the class path, the options, the class archive. */
@org.jspecify.annotations.NullMarked
package io.linklog.stack.jvm;
