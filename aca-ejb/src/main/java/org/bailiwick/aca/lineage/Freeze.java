package org.bailiwick.aca.lineage;

import java.time.Instant;
import java.util.UUID;
import org.bailiwick.aca.ledger.Grounds;
import org.bailiwick.contract.credential.SerialNumber;

/**
 * The freeze of a name.
 *
 * @param agent SPIFFE id
 * @param device to which the cloned credential was issued
 * @param named serial of the credential to be replaced, as the renewal named it
 * @param newest serial of the newest credential of this name and device
 */
public record Freeze(
    UUID id,
    String agent,
    Grounds.Device device,
    SerialNumber named,
    SerialNumber newest,
    Instant at) {}
