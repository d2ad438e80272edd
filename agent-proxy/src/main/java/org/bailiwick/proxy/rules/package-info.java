/**
 * The operator's file and what it is applied to: the members of a request, the target of a call,
 * the answer and the refusal.
 *
 * <p>Door: {@link org.bailiwick.proxy.rules.ProxyRules}. What the file does not list is refused,
 * with a fault in it the proxy does not start, and nobody but its owner may write it. JSON with two
 * members of one name, or with one that is not known, is refused; a target is never made normal.
 */
package org.bailiwick.proxy.rules;
