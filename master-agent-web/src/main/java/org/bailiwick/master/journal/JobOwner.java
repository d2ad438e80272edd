package org.bailiwick.master.journal;

import java.security.cert.X509Certificate;

/**
 * The party for whom a job runs: the calling agent, its credential, and its principal. The
 * credential is stored as serial number in hex and as certificate, so that its revocation can be
 * checked while the job runs.
 */
public record JobOwner(
    String caller, String serial, X509Certificate certificate, String principal) {}
