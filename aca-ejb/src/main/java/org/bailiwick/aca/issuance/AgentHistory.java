package org.bailiwick.aca.issuance;

import java.util.Optional;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.Owner;

/**
 * The history in the ledger of a name for which a credential is requested.
 *
 * @param issuer the authority that is to issue the credential
 * @param owner the name's owner; empty if it has none yet
 * @param latest serial number of the name's latest completed certificate of this issuer
 */
record AgentHistory(Authority issuer, Optional<Owner> owner, Optional<SerialNumber> latest) {}
