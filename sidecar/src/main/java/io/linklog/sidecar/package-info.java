/**
 * The agent that configures HAProxy, the data plane, from the registry. Requests never pass through the agent, and go
 * on when it dies. See RATIONALE.md of this module.
 */
@org.jspecify.annotations.NullMarked
package io.linklog.sidecar;
