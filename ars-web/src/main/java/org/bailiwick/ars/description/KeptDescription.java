package org.bailiwick.ars.description;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import org.bailiwick.ars.records.AgentChanges;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.contract.capability.CapabilitySet;

/**
 * What an agent said of itself before, as an export of the registry has it. It stays unsigned, and
 * what the agent says here counts instead.
 *
 * @param document in canonical JSON
 */
public record KeptDescription(String document) {
  private static final String UPDATED_AT = "updated_at";

  /**
   * Reads the member {@code unsigned} of a record with these signed capabilities.
   *
   * @throws org.bailiwick.contract.problem.ProblemException malformed-request or request-too-large
   *     for a description that no agent could send
   */
  public static KeptDescription parse(JsonObject unsigned, CapabilitySet signed) {
    JsonObjectBuilder said = Json.createObjectBuilder(unsigned);
    said.remove(UPDATED_AT);
    return new KeptDescription(DescriptionForm.canonical(said.build().toString(), signed.texts()));
  }

  /** Stores it for a listed agent that has said nothing here yet. */
  public void store(EntityManager em, AgentRecord record, Instant now) {
    if (em.find(DescriptionRow.class, record.identifier(), LockModeType.PESSIMISTIC_WRITE)
        != null) {
      return;
    }
    long revision = AgentChanges.raise(em, record).orElseThrow(AgentRecord::unlisted);
    DescriptionRow row = new DescriptionRow(record.identifier());
    row.say(document, record.owner(), now, revision);
    em.persist(row);
    em.flush(); // a later unit of the same batch reads the row from the database
  }
}
