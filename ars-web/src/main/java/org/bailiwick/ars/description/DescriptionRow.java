package org.bailiwick.ars.description;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.bailiwick.node.audit.InstantColumn;

/** What an agent says of itself; {@code {}} when it has taken everything back. */
@Entity
@Table(name = "agent_description")
class DescriptionRow {
  @Id
  @Column(name = "agent_id")
  private String agentId;

  @SuppressWarnings("unused") // queries read it
  private String owner;

  @Convert(converter = InstantColumn.class)
  @Column(name = "updated_at")
  private Instant updatedAt;

  @SuppressWarnings("unused") // the column is for people who look into the database
  private long revision;

  private String document;

  protected DescriptionRow() {}

  DescriptionRow(String agentId) {
    this.agentId = agentId;
  }

  /** Takes over what the agent says under this owner, with the revision of the registry. */
  void say(String text, String under, Instant now, long change) {
    document = text;
    owner = under;
    updatedAt = InstantColumn.stored(now);
    revision = change;
  }

  /** Whether this text would change nothing; a row that is absent says nothing. */
  static boolean says(DescriptionRow row, String text, String under) {
    return row == null
        ? text.equals(Descriptions.NOTHING)
        : row.document.equals(text) && row.owner.equals(under);
  }

  Instant updatedAt() {
    return updatedAt;
  }
}
