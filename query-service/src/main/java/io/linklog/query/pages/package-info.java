/** Pages and documents for people and programs: preview, QR code, landing page, OpenAPI document. */
@org.jspecify.annotations.NullMarked
package io.linklog.query.pages;
