/**
 * What can be done with a token that is shown: its state is told to those who received it (RFC
 * 7662), and its client ends it (RFC 7009). Door: {@link
 * org.bailiwick.master.tokenstatus.TokenStatusEndpoint}.
 *
 * <p>Invariants: who asks is identified by its certificate; a token is active only while its
 * signature, the ledger, its caller and its callee say so; who may not learn the state of a token
 * gets the same answer as for a token that never was; a client's revocation of anything but its own
 * access token changes nothing and is answered alike.
 */
package org.bailiwick.master.tokenstatus;
