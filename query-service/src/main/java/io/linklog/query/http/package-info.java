/**
 * What the HTTP answers of all packages of the API share: query parameters, asynchronous answers, error pages, tables.
 */
@org.jspecify.annotations.NullMarked
package io.linklog.query.http;
