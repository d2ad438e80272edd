package org.bailiwick.master.approval;

import java.time.Instant;
import java.util.Optional;
import org.bailiwick.master.approver.SignIn;

/**
 * The decision of one person.
 *
 * @param approver SPIFFE id of the officer, or {@code <issuer>#<subject>} of the person
 * @param comment why; empty if nothing was said
 * @param output of work that was done, the JSON text of its output
 * @param signIn of a person, on which sign-in it was decided
 */
public record Verdict(
    String approver,
    Choice choice,
    Optional<String> comment,
    Optional<String> output,
    Instant decidedAt,
    Optional<SignIn> signIn) {}
