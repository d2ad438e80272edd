package org.bailiwick.aca.lineage;

import java.time.Instant;
import java.util.UUID;
import org.bailiwick.aca.ledger.Grounds;
import org.bailiwick.contract.credential.SerialNumber;

/**
 * Why and when a name was frozen.
 *
 * @param agent SPIFFE id
 * @param device whose line of credentials has two holders
 * @param named serial that the renewal named
 * @param newest serial that it should have named
 */
public record Freeze(
    UUID id,
    String agent,
    Grounds.Device device,
    SerialNumber named,
    SerialNumber newest,
    Instant at) {}
