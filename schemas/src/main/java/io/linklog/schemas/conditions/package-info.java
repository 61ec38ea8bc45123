/**
 * The conditions of a link's redirect rules: what each may contain, and when it holds. The service that accepts a rule
 * and the service that applies it read a condition by the same class. No condition uses a regular expression, so none
 * takes long.
 */
@NullMarked
package io.linklog.schemas.conditions;

import org.jspecify.annotations.NullMarked;
