package model

var ParseSchedule = parseSchedule
