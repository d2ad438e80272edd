package org.bailiwick.master.approval;

import java.time.Instant;
import java.util.Optional;

/**
 * The decision of one person.
 *
 * @param approver SPIFFE id of the officer
 * @param comment why; empty if nothing was said
 * @param output of work that was done, the JSON text of its output
 */
public record Verdict(
    String approver,
    Choice choice,
    Optional<String> comment,
    Optional<String> output,
    Instant decidedAt) {}
