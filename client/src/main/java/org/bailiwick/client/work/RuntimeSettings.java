package org.bailiwick.client.work;

import java.net.InetSocketAddress;
import java.net.URI;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.credential.TrustedAuthority;

/**
 * What a running agent needs: its credential, whom it trusts, where it listens, and the Master
 * Agent's base URI.
 */
public record RuntimeSettings(
    CredentialFolder folder, TrustedAuthority trusted, InetSocketAddress listen, URI master) {}
