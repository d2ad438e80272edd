package org.bailiwick.broker.backend;

import java.net.URI;
import java.time.Clock;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.credential.TrustedAuthority;

/**
 * What a driver may use.
 *
 * @param leases the credentials that are made for one call
 * @param receipts where each use of a credential is recorded
 * @param folder the broker's own credential, for methods by which it authenticates as itself
 * @param master the Master Agent
 */
public record BackEndTools(
    SecretSource secrets,
    Leases leases,
    Receipts receipts,
    CredentialFolder folder,
    TrustedAuthority trusted,
    URI master,
    Clock clock) {}
