package org.bailiwick.master.account;

import java.time.Instant;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.master.caller.CallerIdentity;

/**
 * What is decided about an account when it is added, and never changes.
 *
 * @param owner who answers for it
 * @param scope the widest scope of its jobs
 */
public record AccountTerms(
    CallerIdentity.Account caller,
    AccountMethod method,
    Owner owner,
    CapabilitySet scope,
    Instant expiresAt) {}
