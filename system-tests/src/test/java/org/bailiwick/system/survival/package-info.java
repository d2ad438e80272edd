/** Durability after {@code kill -9}: every answer that a node gave still holds. */
package org.bailiwick.system.survival;
