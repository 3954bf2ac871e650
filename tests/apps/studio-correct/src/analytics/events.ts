export enum Events {
  CourseOpened = "Course Opened",
  LessonFinished = "Lesson Finished",
}

export const VISITOR = "visitor";
export const planNames = { free: "Free", team: "Team" } as const;
