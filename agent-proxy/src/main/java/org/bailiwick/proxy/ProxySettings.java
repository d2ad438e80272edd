package org.bailiwick.proxy;

import java.nio.file.Path;
import java.util.Optional;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.credential.TrustedAuthority;

/**
 * The agent's credential, the trusted authority, the file of rules, the path of the socket, and the
 * group that may use the socket in addition to its owner.
 */
public record ProxySettings(
    CredentialFolder folder,
    TrustedAuthority trusted,
    Path rules,
    Path socket,
    Optional<String> group) {}
