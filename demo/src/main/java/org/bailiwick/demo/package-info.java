/**
 * The demo's agents: small programs that use the client library. Each is a process with a
 * credential of its own.
 *
 * <p>Door: {@link org.bailiwick.demo.DemoAgent}, whose first argument names the agent. The agents
 * compute with exact decimals, repeat no effect for the same idempotency key, and name the faults
 * in their input.
 */
package org.bailiwick.demo;
