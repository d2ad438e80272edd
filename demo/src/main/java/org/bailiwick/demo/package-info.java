/**
 * The demo's agents: small programs on the client library, each a process with a credential of its
 * own.
 *
 * <p>Door: {@link org.bailiwick.demo.DemoAgent}, whose first argument names the agent. They do real
 * work on real input: amounts are exact decimals, effects are bound to the order's idempotency key,
 * and what is wrong in the input is named.
 */
package org.bailiwick.demo;
