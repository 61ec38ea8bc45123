/** Settings and resources that every service has: admin port, tracing, etcd client, registration, HTTP server. */
@org.jspecify.annotations.NullMarked
package io.linklog.kit.service;
