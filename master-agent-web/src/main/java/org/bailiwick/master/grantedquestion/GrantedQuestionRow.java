package org.bailiwick.master.grantedquestion;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.bailiwick.node.audit.InstantColumn;

/** The question by which a token was granted; the row is deleted with the row of its token. */
@Entity
@Table(name = "granted_question")
class GrantedQuestionRow {

  @Id private String jti;
  private String caller;

  @SuppressWarnings("unused") // for queries
  @Column(name = "principal_sha256")
  private String principalSha256;

  @Convert(converter = InstantColumn.class)
  @Column(name = "expires_at")
  private Instant expiresAt;

  private String question;

  protected GrantedQuestionRow() {}

  GrantedQuestionRow(
      String jti, String caller, String principalSha256, Instant expiresAt, String question) {
    this.jti = jti;
    this.caller = caller;
    this.principalSha256 = principalSha256;
    this.expiresAt = expiresAt;
    this.question = question;
  }

  GrantedQuestions.Stored stored() {
    return new GrantedQuestions.Stored(jti, caller, expiresAt, question);
  }
}
