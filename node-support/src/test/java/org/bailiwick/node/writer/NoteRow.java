package org.bailiwick.node.writer;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A row for the writer's tests. */
@Entity
@Table(name = "note")
public class NoteRow {
  public static final String TABLE =
      "create table note (id varchar(40) not null, text varchar(40) not null,"
          + " constraint note_pk primary key (id), constraint note_text unique (text))";

  @Id String id;
  String text;

  protected NoteRow() {}

  public NoteRow(String id, String text) {
    this.id = id;
    this.text = text;
  }
}
