package org.bailiwick.broker;

import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.credential.TrustedAuthority;

/** The broker's own credential as an agent, and whom it trusts. */
public record BrokerIdentity(CredentialFolder folder, TrustedAuthority trusted) {}
