/**
 * HAProxy as the data plane, and the agent that drives it from the registry: no request passes through this program,
 * and its death touches none. See RATIONALE.md beside the module.
 */
@org.jspecify.annotations.NullMarked
package io.linklog.sidecar;
