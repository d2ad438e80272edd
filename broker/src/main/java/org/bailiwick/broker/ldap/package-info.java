/**
 * Connections to LDAP servers (RFC 4511), which end with the time of their call.
 *
 * <p>Door: {@link org.bailiwick.broker.ldap.LdapServer}. Invariants: a server is verified by its CA
 * and its name before it gets anything; no referral is followed; a server that is silent, slow or
 * never ends costs a call its time and no more; no text of a server leaves this package.
 */
package org.bailiwick.broker.ldap;
