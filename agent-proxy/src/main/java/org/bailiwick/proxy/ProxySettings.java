package org.bailiwick.proxy;

import java.nio.file.Path;
import java.util.Optional;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.credential.TrustedAuthority;

/**
 * Whose credential, whom it trusts, the operator's file, where the socket is to be, and the group
 * that may use it beside the owner.
 */
public record ProxySettings(
    CredentialFolder folder,
    TrustedAuthority trusted,
    Path rules,
    Path socket,
    Optional<String> group) {}
