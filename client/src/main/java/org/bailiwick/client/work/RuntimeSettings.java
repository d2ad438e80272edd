package org.bailiwick.client.work;

import java.net.InetSocketAddress;
import java.net.URI;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.credential.TrustedAuthority;

/**
 * The settings of a running agent: its credential, its trust anchors, the address at which it
 * listens, and the Master Agent's URI.
 */
public record RuntimeSettings(
    CredentialFolder folder, TrustedAuthority trusted, InetSocketAddress listen, URI master) {}
