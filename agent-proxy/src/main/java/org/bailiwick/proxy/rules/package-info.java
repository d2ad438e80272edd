/**
 * The operator's file of rules, and the requests, targets, answers and refusals of the proxy.
 *
 * <p>Door: {@link org.bailiwick.proxy.rules.ProxyRules}. Invariants: everything that the file does
 * not list is refused; with a fault in the file the proxy does not start; only the file's owner can
 * write it; JSON with duplicate or unknown members is refused; a target is never normalised.
 */
package org.bailiwick.proxy.rules;
