package org.bailiwick.master.tokenplace;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.bailiwick.node.statuslist.StatusPlace;

/** The place of an access token in a status list. It is inserted and never updated. */
@Entity
@Table(name = "token_place")
@SuppressWarnings("unused") // queries read the columns
class TokenPlaceRow {

  @Id private String jti;

  @Column(name = "status_list")
  private long statusList;

  @Column(name = "status_index")
  private int statusIndex;

  protected TokenPlaceRow() {}

  TokenPlaceRow(String jti, StatusPlace place) {
    this.jti = jti;
    this.statusList = place.list();
    this.statusIndex = place.index();
  }
}
