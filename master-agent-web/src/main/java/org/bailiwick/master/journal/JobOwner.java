package org.bailiwick.master.journal;

import java.security.cert.X509Certificate;

/**
 * The party that a job works for: the calling agent, the credential it called with (serial in hex,
 * and the certificate, so that its revocation can be looked up while the job runs), and the
 * principal behind it.
 */
public record JobOwner(
    String caller, String serial, X509Certificate certificate, String principal) {}
