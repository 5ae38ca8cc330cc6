/** Times when nobody may move anything, or only then. Imports {@code explain}. */
package dev.understudy.core.calendar;
