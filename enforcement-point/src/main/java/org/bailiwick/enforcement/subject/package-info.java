/**
 * Who asks for something: a client certificate that was passed on, verified by the domain's own
 * trust, and a Txn-Token. Door: {@link org.bailiwick.enforcement.subject.CallerReading}.
 *
 * <p>Invariants: what a web server says of a certificate is not believed, since path, validity and
 * revocation are verified here; only that the client holds the key is the web server's word;
 * without a certificate there is no caller.
 */
package org.bailiwick.enforcement.subject;
